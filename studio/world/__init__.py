"""The drawn world the bundled model learns from: scene graph, drawing (QtGui painting only), captions."""
