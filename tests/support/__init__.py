# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests from outside share: the real service, a real mail server."""
