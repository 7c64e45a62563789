# Text is written and read through the directmap: watchpoints go by physical address.
connect
tbreak sites_init
continue
rwatch *(unsigned char *)site_same_length_10
watch *(unsigned char(*)[10])site_same_length_10
awatch *(unsigned char *)(site_cross_page + 3)
info breakpoints
continue
backtrace 2
print/x $rsi
delete 2
continue
continue
backtrace 3
print/x $rdi
print/x (unsigned long)site_same_length_10
x/10xb site_same_length_10
monitor info sites torn
continue
x/10xb site_same_length_10
delete 3
continue
x/5xb site_cross_page
x/i $rip
