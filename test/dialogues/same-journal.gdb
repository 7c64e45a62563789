# Stops, steps and looks that change nothing: the guest lives as it would without them.
connect
break text_poke
ignore 1 20
continue
stepi 7
next
finish
delete
break text_poke_live
ignore 2 10
continue
watch -l *(unsigned char *)(site_cross_page + 3)
ignore 3 5
continue
reverse-continue
reverse-stepi
monitor seek end
maintenance flush register-cache
stepi 100
delete
continue
