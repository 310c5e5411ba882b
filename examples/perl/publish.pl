# publish.pl URL TOPIC TEXT: one message over HTTP; says at which offset it is stored.
use strict;
use warnings;
use HTTP::Tiny;

my ($url, $topic, $text) = @ARGV;
my $answer = HTTP::Tiny->new->post("$url/api/v1/publish/$topic",
    { content => $text, headers => { 'Content-Type' => 'text/plain', 'Crier-Source' => 'perl' } });
print "$answer->{content}\n";
exit($answer->{success} ? 0 : 1);
