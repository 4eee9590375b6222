using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>Services that log nothing.</summary>
internal static class Quiet
{
    /// <summary>Hangfire keeps the logger factory for the whole process, so it must be none that is disposed with the services of one test.</summary>
    public static void AddNoLogging(this IServiceCollection services) => services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
}
