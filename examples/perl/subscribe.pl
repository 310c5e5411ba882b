# subscribe.pl HOST:PORT FILTER: prints each message and each gap; comes back after every cut where it was.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

$| = 1;
my ($address, $filter) = @ARGV;
$filter =~ s/([^A-Za-z0-9\/])/sprintf '%%%02X', ord $1/ge;
my $position = '';
while (1) {
    if (my $hub = IO::Socket::INET->new($address)) {
        print $hub "GET /events?topics=$filter HTTP/1.1\r\nHost: $address\r\nLast-Event-ID: $position\r\n\r\n";
        my ($begun, $socket) = ('', IO::Select->new($hub));
        # Four heartbeats of silence: nobody is there.
        while ($socket->can_read(60) && sysread $hub, $begun, 65536, length $begun) {
            while ($begun =~ s/^(.*)\n//) {
                my $line = $1;
                $position = $1 if $line =~ /^id: (.*)/;
                print "$1\n" if $line =~ /^data: (\{"type":"(?:message|gap)".*)/;
            }
        }
    }
    sleep 1;
}
