// Reads manifests from standard input, and knows no field that the types of k8s.io/api do not have.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

var types = map[string]func() any{
	"apps/v1 Deployment":                     func() any { return &apps.Deployment{} },
	"v1 Service":                             func() any { return &core.Service{} },
	"autoscaling/v2 HorizontalPodAutoscaler": func() any { return &autoscaling.HorizontalPodAutoscaler{} },
	"policy/v1 PodDisruptionBudget":          func() any { return &policy.PodDisruptionBudget{} },
	"networking.k8s.io/v1 NetworkPolicy":     func() any { return &networking.NetworkPolicy{} },
}

func check(text string) error {
	var kind meta.TypeMeta
	if err := yaml.Unmarshal([]byte(text), &kind); err != nil {
		return err
	}
	name := kind.APIVersion + " " + kind.Kind
	empty, known := types[name]
	if !known {
		return fmt.Errorf("%s is not known", name)
	}
	if err := yaml.UnmarshalStrict([]byte(text), empty()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Println(name)
	return nil
}

func main() {
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	for _, text := range strings.Split(string(input), "\n---\n") {
		if err := check(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
