# An NMI between the int3 and the tail of a live patch: delivered under stepi, the site is torn.
connect
tbreak text_poke_live
continue
watch -location *(unsigned char *)live_poke_info.addr
continue
monitor info sites being written
monitor inject nmi 0
stepi
x/i $rip
backtrace 3
delete
tbreak do_nmi
continue
monitor info sites being written
print nmis[0]
finish
print nmis[0]
up
next
