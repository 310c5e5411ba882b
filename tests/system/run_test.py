"""What `make run` does once everything is built: scripts/run on the programs in CRIER_BIN."""

import os
import signal
import socket
import unittest
import urllib.request

from demo import DEADLINE, Demo, free_port


class Run(Demo):
    def test_it_serves_the_page_and_runs_three_broadcasters(self):
        running = self.start("run")
        with urllib.request.urlopen(running.url + "readyz", timeout=DEADLINE) as answer:
            self.assertEqual(answer.status, 200)
        self.assertEqual(len(running.started(4)), 4)
        self.assertIn("wscat -c 'ws://", running.output)

    def test_ctrl_c_ends_everything(self):
        running = self.start("run")
        os.killpg(running.process.pid, signal.SIGINT)
        self.assertEqual(running.ended(), 0, running.output)
        self.assert_all_ended(running)

    def test_a_termination_signal_to_it_alone_ends_everything(self):
        running = self.start("run")
        running.process.send_signal(signal.SIGTERM)
        self.assertEqual(running.ended(), 0, running.output)
        self.assert_all_ended(running)

    def test_when_one_program_dies_the_others_end_too(self):
        running = self.start("run")
        os.kill(running.started(4)[-1], signal.SIGKILL)
        self.assertEqual(running.ended(), 1, running.output)
        self.assertIn("ended by itself", running.output)
        self.assert_all_ended(running)

    def test_taken_ports_are_replaced_and_told(self):
        ports = [free_port(), free_port()]
        with socket.create_server(("127.0.0.1", ports[0])), socket.create_server(("127.0.0.1", ports[1])):
            running = self.start("run", publish_port=ports[0], web_port=ports[1])
            self.assertIn(f"Port {ports[0]} is taken", running.output)
            self.assertIn(f"Port {ports[1]} is taken", running.output)
            self.assertNotIn(f":{ports[1]}/", running.url)


if __name__ == "__main__":
    unittest.main()
