# The patch of January 2018: int3 first, then the tail, then the first byte, under running workers.
connect
break text_poke_live
continue
backtrace
info threads
print live_poke_info
print active_text_patching
watch -location *(unsigned char(*)[5])live_poke_info.addr
ignore 1 3
continue
monitor info sites being written
continue
monitor info sites site_same_length_2
continue
monitor info sites site_same_length_2
info breakpoints
delete
watch active_text_patching
continue
continue
info threads
