namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>Which parts are inside.</summary>
/// <param name="Name">The plan.</param>
/// <param name="Parts">How many parts it has.</param>
/// <param name="Inside">Those that are inside, as "0,3-7".</param>
/// <param name="Missing">Those that are not.</param>
internal sealed record PlanReport(string Name, int Parts, string Inside, string Missing);
