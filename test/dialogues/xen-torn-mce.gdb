# The script that a user plays: a machine check between two stores of text_poke().
connect
source fixtures/xen/torn-mce.gdb
