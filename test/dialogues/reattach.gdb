# gdb leaves without a word: the machine stands still. It detaches: the guest runs on.
connect
break alternative_instructions
continue
monitor when
disconnect
connect
monitor when
info breakpoints
delete
stepi
monitor when
detach
connect-somewhere
print iterations[3] > 0
detach
