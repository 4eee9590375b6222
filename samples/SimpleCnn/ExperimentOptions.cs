using SimpleCnn.Experiments;

namespace SimpleCnn;

/// <summary>What the command line asks for.</summary>
/// <param name="CifarFolder">The folder of CIFAR-10's binary version; null for the images that come with the samples.</param>
/// <param name="Plan">Which runs.</param>
/// <param name="Threads">How many runs are under way at once.</param>
/// <param name="Output">The folder for what is written.</param>
internal sealed record ExperimentOptions(string? CifarFolder, Plan Plan, int Threads, string Output);
