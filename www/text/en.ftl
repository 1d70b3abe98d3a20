### Everything that a person reads, in English. Guide to the syntax: https://projectfluent.org/fluent/guide/
###
### Numbers: { $count } is written with thousands separators; { PERCENT($fraction) } as "97%", and as "100%" only when it is
### exactly 1; { FINE_PERCENT($fraction) } as "0.3%"; { SHORT($value) } with two significant digits.
### Ids begin with the part of the page that uses them. A test compares them with the code, and the languages with each other.

## The door: www/index.html

page-title = Tab Trainer: teach this browser tab to see
page-description =
    .content = Show your webcam a few things, train a neural network on them in seconds, and watch it name what it sees. Nothing leaves your device.
page-tagline = Show it two things, train it for a few seconds, and it tells them apart.
page-privacy = Everything happens in this tab. No picture leaves your device.
