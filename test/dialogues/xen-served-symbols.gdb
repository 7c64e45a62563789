# No file is named, and the door is a UNIX socket: gdb has the symbols of xen-syms over the link.
set debug-file-directory
connect
info inferiors
tbreak nmi_apply_alternatives
continue
info symbol $pc
backtrace 3
print &handle_ist_exception
refused remote get /etc/passwd /dev/null
refused remote put /dev/null /xen-syms-4.17-amd64
kill
