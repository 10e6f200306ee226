//go:build tools

// Package cli pins the Pulumi CLI that is built where no installer can be reached.
package cli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
