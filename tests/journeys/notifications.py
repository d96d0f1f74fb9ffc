# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop's notification service, on the private session bus.

usage: notifications.py

Prints each notification as a line of JSON; a line on standard input presses
the notification with that number.
"""

import json
import sys

from gi.repository import Gio, GLib

NAME = 'org.freedesktop.Notifications'
PATH = '/org/freedesktop/Notifications'
INTERFACE = Gio.DBusNodeInfo.new_for_xml(f'''
<node><interface name="{NAME}">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/>
  </method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>''').interfaces[0]


class Desktop:
    def __init__(self):
        self.number = 0
        self.connection = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.connection.register_object(PATH, INTERFACE, self.call, None, None)
        Gio.bus_own_name_on_connection(self.connection, NAME, 0, self.ready,
                                       None)
        GLib.io_add_watch(sys.stdin.fileno(), 0,
                          GLib.IOCondition.IN | GLib.IOCondition.HUP,
                          self.press)

    def ready(self, *_):
        print('ready', flush=True)

    def call(self, connection, sender, path, interface, method, parameters,
             invocation):
        answer = None
        if method == 'GetCapabilities':
            answer = GLib.Variant('(as)', (['body', 'actions'],))
        elif method == 'GetServerInformation':
            answer = GLib.Variant('(ssss)', ('test', 'test', '1', '1.2'))
        elif method == 'Notify':
            words = parameters.unpack()
            self.number += 1
            print(json.dumps({'number': self.number, 'title': words[3],
                              'body': words[4], 'actions': words[5]}),
                  flush=True)
            answer = GLib.Variant('(u)', (self.number,))
        invocation.return_value(answer)

    def press(self, *_):
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        self.connection.emit_signal(
            None, PATH, NAME, 'ActionInvoked',
            GLib.Variant('(us)', (int(line), 'default')))
        return True


if __name__ == '__main__':
    loop = GLib.MainLoop()
    desktop = Desktop()
    loop.run()
