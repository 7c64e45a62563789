# text_poke() writes a site of three bytes by two stores; in between it is what nobody meant.
connect
tbreak nmi_apply_alternatives
continue
watch *(unsigned char *)&handle_ist_exception
continue
x/3xb &handle_ist_exception
x/i &handle_ist_exception
delete
watch *(unsigned char *)((long)&handle_ist_exception + 1)
continue
x/3xb &handle_ist_exception
x/i &handle_ist_exception
