#!/usr/bin/env python3
"""A server that begins in plain text: starttls_server.py smtp|imap|postgres|deaf CERTIFICATES KEY.

Says "ACCEPT 127.0.0.1:PORT" and serves connections one after the other. `deaf` greets as SMTP and refuses STARTTLS.
"""
import socket
import ssl
import sys


def smtp(stream):
    stream.write(b"220-ready\r\n220 when you are\r\n")
    stream.flush()
    stream.readline()
    stream.write(b"250-localhost\r\n250 STARTTLS\r\n")
    stream.flush()
    stream.readline()
    stream.write(b"220 go ahead\r\n")
    stream.flush()


def deaf(stream):
    stream.write(b"220 ready\r\n")
    stream.flush()
    stream.readline()
    stream.write(b"250 localhost\r\n")
    stream.flush()
    stream.readline()
    stream.write(b"502 what?\r\n")
    stream.flush()


def imap(stream):
    stream.write(b"* OK ready\r\n")
    stream.flush()
    tag = stream.readline().split()[0]
    stream.write(b"* NO hurry\r\n" + tag + b" OK begin\r\n")
    stream.flush()


def postgres(stream):
    length = int.from_bytes(stream.read(4), "big")
    code = int.from_bytes(stream.read(length - 4), "big")
    stream.write(b"S" if code == 80877103 else b"E")
    stream.flush()


def main(protocol, certificates, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print("ACCEPT 127.0.0.1:%d" % listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            try:
                stream = connection.makefile("rwb", buffering=0)
                {"smtp": smtp, "imap": imap, "postgres": postgres, "deaf": deaf}[protocol](stream)
                context.wrap_socket(connection, server_side=True).recv(1)
            except (OSError, ssl.SSLError) as error:
                print(error, flush=True)
            finally:
                connection.close()


main(*sys.argv[1:])
