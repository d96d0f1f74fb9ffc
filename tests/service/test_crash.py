# SPDX-License-Identifier: GPL-3.0-or-later
"""The short form of ./dev soak: ten kills, and nobody is lost or gets two."""

import pytest

from support.trial import Trial

KILLS = 10


@pytest.mark.parametrize('in_doubt', ['hold', 'resend'])
def test_ten_kills(tmp_path, in_doubt, engine):
    with Trial(tmp_path, seed=3, divisions=KILLS, size=200, engine=engine,
               in_doubt=in_doubt, delay=3, jitter=6, later=0.02, refuse=0.04,
               drop=0.003, vanish=0.003) as trial:
        for number in range(KILLS):
            trial.play(f'd{number}', KILLS - trial.kills)
            if trial.kills >= KILLS:
                break
        assert trial.kills >= KILLS
