# Binds a Unix datagram socket at a path, or at an abstract name after '@', and prints what comes: one JSON string a line. The
# first line, an empty string, says that it is bound.
import json
import socket
import sys

name = sys.argv[1]
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind('\0' + name[1:] if name.startswith('@') else name)
print(json.dumps(''), flush=True)
while True:
    print(json.dumps(receiver.recv(4096).decode()), flush=True)
