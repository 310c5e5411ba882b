#!/usr/bin/env ruby
# publish.rb URL TOPIC TEXT: one message over HTTP; says at which offset it is stored.
require 'erb'
require 'net/http'

url, topic, text = ARGV
place = URI("#{url}/api/v1/publish/#{ERB::Util.url_encode(topic).gsub('%2F', '/')}")
answer = Net::HTTP.post(place, text, 'Content-Type' => 'text/plain', 'Crier-Source' => 'ruby')
puts answer.body
exit answer.is_a?(Net::HTTPSuccess)
