# Forward into the boot pass, back out of it by steps, and forward again: the same bytes.
connect
break nmi_apply_alternatives
continue
reverse-stepi
x/i $pc
reverse-stepi
x/i $pc
reverse-stepi
x/i $pc
# Out of the NMI handler: its delivery is a step of its own.
tbreak do_nmi
reverse-continue
x/i $pc
reverse-stepi
x/i $pc
monitor when
continue
# Now the live pass, on four CPUs.
delete
break text_poke_live
continue
info threads
set $poked = $rdi
monitor mark live
continue
continue
reverse-continue
reverse-continue
monitor when
p $rdi == $poked
# Who wrote this byte last?
delete
watch -l *(unsigned char *)(site_cross_page + 3)
continue
continue
reverse-continue
x/i $pc
reverse-continue
x/i $pc
delete
# Backwards over source lines and out of functions.
break text_poke_live
continue
reverse-next
reverse-finish
reverse-step
delete
monitor seek start
maintenance flush register-cache
p $rip
reverse-stepi
refused monitor seek 999999999
