namespace SimpleCnn.Experiments;

/// <summary>What distinguishes a run from the others.</summary>
internal sealed record Setting(Architecture Architecture, bool BatchNorm, float Rate, int Seed);
