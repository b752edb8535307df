using Xunit.Sdk;
using Xunit.v3;

// Each test loads both cores of a small machine: two at once would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
