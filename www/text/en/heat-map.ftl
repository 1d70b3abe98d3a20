# Where in the picture the evidence is

heat-map-class = Evidence for
heat-map-leading = the class that leads
heat-map-for = speaks for { $name }
heat-map-against = speaks against it
heat-map-class-activation = How much each place adds to the answer: what the network goes by, which need not be the thing itself. It does not show whether the answer is right.
heat-map-sliding = What the network says to parts of the picture, shown to it one by one: a coarse hint, because half a thing may look different to it than the whole.
heat-map-none = This network cannot say where: it looks at the whole picture at once, and at all the pixels that there are, so it cannot be shown parts of it.

## For screen readers

heat-map-where =
    Evidence for { $name }: { $place ->
        [upper-left] upper left
        [upper-centre] top
        [upper-right] upper right
        [middle-left] left
        [middle-centre] in the middle
        [middle-right] right
        [lower-left] lower left
        [lower-centre] bottom
        [lower-right] lower right
       *[nowhere] nowhere in particular
    }
