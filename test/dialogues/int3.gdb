# CPU 1 meets the int3 of a patch that CPU 0 is making, and waits until it is done.
connect
tbreak text_poke_live if live_poke_info.addr == site_same_length_5
continue
watch -location *(unsigned char *)site_same_length_5
continue
x/5xb site_same_length_5
monitor info sites being written
set scheduler-locking on
thread 2
break text_poke_live
continue
backtrace
print live_poke_info.cpu
print regs->rip - 1 == (unsigned long)live_poke_info.addr
continue
info threads
delete
tbreak *site_same_length_5
continue
stepi
x/i $rip
monitor info sites being written
set scheduler-locking off
thread 1
finish
monitor info sites site_same_length_5
thread 2
tbreak *(site_same_length_5 + 5)
continue
print/x $eax
