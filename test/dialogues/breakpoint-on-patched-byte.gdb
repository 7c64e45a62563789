# A breakpoint is not a byte: it outlives patching, and the guest's own int3 outlives it.
connect
break *site_same_length_5
break *(site_same_length_5 + 2)
continue
x/5xb site_same_length_5
x/i $rip
tbreak sites_intended
continue
x/5xb site_same_length_5
continue
x/i $rip
stepi
disable
tbreak text_poke_live if live_poke_info.addr == site_same_length_5
continue
enable 1
watch -location *(unsigned char *)site_same_length_5
set scheduler-locking on
continue
x/5xb site_same_length_5
set scheduler-locking off
delete 5
continue
x/i $rip
info threads
info breakpoints
