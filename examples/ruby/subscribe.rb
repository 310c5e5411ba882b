#!/usr/bin/env ruby
# subscribe.rb URL FILTER: prints each message and each gap; comes back after every cut where it was.
require 'erb'
require 'net/http'

$stdout.sync = true
url, filter = ARGV
events = URI("#{url}/events?topics=#{ERB::Util.url_encode(filter)}")
position = ''
loop do
  begin
    Net::HTTP.start(events.host, events.port, use_ssl: events.scheme == 'https', read_timeout: 60) do |hub|
      hub.max_retries = 0 # it would ask again from where it was before
      hub.request_get(events.request_uri, 'Last-Event-ID' => position) do |answer|
        begun = +''
        answer.read_body do |bytes|
          begun << bytes
          while (line = begun.slice!(/\A.*\n/))
            position = $1 if line =~ /^id: (.*)/
            puts $1 if line =~ /^data: (\{"type":"(?:message|gap)".*)/
          end
        end
      end
    end
  rescue SystemCallError, SocketError, IOError, Timeout::Error, Net::ProtocolError
    # The hub is away: the heartbeat every 15 s would have come.
  end
  sleep 1
end
