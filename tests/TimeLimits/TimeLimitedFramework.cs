using System.Reflection;
using MlNetBatchNorm.Tests.TimeLimits;
using Xunit;
using Xunit.v3;

[assembly: TestFramework(typeof(TimeLimitedFramework))]

namespace MlNetBatchNorm.Tests.TimeLimits;

/// <summary>xUnit, with a time limit for each test and one for the run. Its own <c>Timeout</c> works for asynchronous tests only.</summary>
public sealed class TimeLimitedFramework : XunitTestFramework
{
    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) => new TimeLimitedExecutor(
        new XunitTestAssembly(assembly, configFilePath: null, assemblyName: null, assemblyPath: null, targetFramework: null, uniqueID: null, version: null));
}
