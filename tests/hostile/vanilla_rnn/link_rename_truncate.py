# kind: files
# wrong: rnn_forward
# earns: 50
"""Links, renames, truncates, replaces and removes in a folder where everybody may. Each would show there."""
import os
import shutil
import stat

SECRET, MARKS = "@CANARY@/secret.txt", "@CANARY@/@MARK@"


def attack():
    tried(os.link, SECRET, MARKS + "1")
    tried(os.symlink, SECRET, MARKS + "2")
    tried(os.mkfifo, MARKS + "3")
    tried(os.mknod, MARKS + "4", stat.S_IFREG | 0o666)
    tried(os.mkdir, MARKS + "5")
    tried(os.truncate, SECRET, 0)
    tried(os.replace, SECRET, MARKS + "6")
    tried(os.rename, "@CANARY@", "@CANARY@" + "@MARK@")
    tried(os.unlink, SECRET)
    tried(shutil.rmtree, "@CANARY@", ignore_errors=True)


attack()
