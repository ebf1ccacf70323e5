// Inventory-reader reads what others' own libraries read: CycloneDX with cyclonedx-go, OpenVEX with go-vex, which Trivy, Grype and
// the like are built on. It takes a document from standard input and writes it again as the library understood it, so that
// whatever the library does not know, or drops, is seen by who compares the two.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"
	"github.com/openvex/go-vex/pkg/vex"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("usage: inventory-reader cyclonedx|openvex <document")
	}
	switch arguments[0] {
	case "cyclonedx":
		return readBom()
	case "openvex":
		return readVex()
	}
	return fmt.Errorf("%q is no format: say cyclonedx or openvex", arguments[0])
}

func readBom() error {
	bom := new(cyclonedx.BOM)
	if err := cyclonedx.NewBOMDecoder(os.Stdin, cyclonedx.BOMFileFormatJSON).Decode(bom); err != nil {
		return err
	}
	// EncodeVersion would take the document to a version, and its table of what a version has lacks cryptographic assets.
	return cyclonedx.NewBOMEncoder(os.Stdout, cyclonedx.BOMFileFormatJSON).SetEscapeHTML(false).Encode(bom)
}

func readVex() error {
	data, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	document, err := vex.Parse(data)
	if err != nil {
		return err
	}
	for number, statement := range document.Statements {
		if err := statement.Validate(); err != nil {
			return fmt.Errorf("statement %d: %w", number+1, err)
		}
	}
	return json.NewEncoder(os.Stdout).Encode(document)
}
