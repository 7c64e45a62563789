# Nothing would ever stop this guest but the user: rounds=0.
connect
continue
info threads
monitor when
continue
monitor when
stepi
kill
