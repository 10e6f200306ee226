//go:build tools

// Package host pins the Python language host, in the newest version of the sdk module that contains it.
package host

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
