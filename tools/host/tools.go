//go:build tools

// Package host pins the Python language host: the newest version that is part of the sdk module.
package host

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
