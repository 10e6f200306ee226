//go:build tools

// Package cli pins the Pulumi CLI, which is built if its official release cannot be downloaded.
package cli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
