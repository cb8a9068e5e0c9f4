package blob

// IOError is opened to the tests: a full disk cannot be had everywhere.
var IOError = ioError
