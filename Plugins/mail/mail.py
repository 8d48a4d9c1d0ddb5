"""Sends a mail through sendmail: headers from MAIL_..., the text from standard input.

Ends as sendmail ends (sysexits.h), or with 65 where a header is wrong, 66 where a file is missing, 78 without sendmail.
"""
import email.message
import email.policy
import email.utils
import hashlib
import json
import mimetypes
import os
import shutil
import subprocess
import sys


def fail(message, code):
    print(message, file=sys.stderr)
    sys.exit(code)


def header(name):
    text = os.environ["MAIL_" + name.upper()]
    if any(c in text for c in "\r\n\0"):
        fail(f"the {name} holds a line end", 65)
    return text


def addresses(name):
    found = json.loads(os.environ["MAIL_" + name.upper()])
    for text in found:
        plain = email.utils.parseaddr(text)[1]
        if not plain or plain.startswith("-") or any(c in text for c in "\r\n\0"):
            fail(f"{json.dumps(text)} under '{name}' is no address", 65)
    return found


def attach(message, path):
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    main, _, sub = kind.partition("/")
    try:
        with open(path, "rb") as file:
            message.add_attachment(file.read(), maintype=main, subtype=sub, filename=os.path.basename(path))
    except OSError as error:
        fail(f"'{path}' can't be attached: {error.strerror}", 66)


def main():
    to, cc, bcc = addresses("to"), addresses("cc"), addresses("bcc")
    sender = header("from")
    message = email.message.EmailMessage(policy=email.policy.SMTP.clone(linesep="\n"))
    if sender:
        message["From"] = sender
    message["To"] = ", ".join(to)
    if cc:
        message["Cc"] = ", ".join(cc)
    message["Subject"] = header("subject")
    message["Date"] = email.utils.localtime()
    key = hashlib.sha256(os.environ["PROCESSION_IDEMPOTENCY_KEY"].encode()).hexdigest()[:32]
    message_id = f"<{key}@procession>"
    message["Message-ID"] = message_id
    message.set_content(sys.stdin.read())
    for path in json.loads(os.environ["MAIL_ATTACHMENTS"]):
        attach(message, path)

    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/lib"
    program = shutil.which("sendmail", path=path)
    if program is None:
        fail("there is no program 'sendmail'; install a mail server or one that forwards, such as msmtp", 78)
    recipients = [email.utils.parseaddr(text)[1] for text in to + cc + bcc]
    options = ["-i"] + (["-f", email.utils.parseaddr(sender)[1]] if sender else [])
    code = subprocess.run([program, *options, "--", *recipients], input=message.as_bytes()).returncode
    if code != 0:
        sys.exit(code if code > 0 else 70)
    with open(os.environ["PROCESSION_OUTPUT"], "w", encoding="utf-8") as out:
        json.dump({"message_id": message_id}, out)


main()
