using System.CommandLine;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using MlNetBatchNorm.Tool.Cluster;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>Serves the jobs that 'fit --postgres' submits, until it is ended.</summary>
internal static class WorkerCommand
{
    private static readonly TimeSpan RetryPolling = TimeSpan.FromSeconds(1);

    private static readonly Option<string> Postgres = new("--postgres")
    {
        HelpName = "CONNECTION",
        Description = ClusterStorage.ConnectionHelp,
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command(
            "worker", "Collects shards of the jobs that 'fit --postgres' submits, until it is ended by Ctrl-C or a signal; killed, others take over.")
        {
            Postgres,
        };
        command.SetWork(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult arguments, CancellationToken cancellationToken)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        // Hangfire logs every beginning and end; what went wrong is a warning or worse.
        builder.Logging.ClearProviders()
            .AddConsole(console => (console.LogToStandardErrorThreshold, console.FormatterName) = (LogLevel.Trace, VisibleFormatter.FormatterName))
            .AddConsoleFormatter<VisibleFormatter, ConsoleFormatterOptions>()
            .SetMinimumLevel(LogLevel.Warning);
        ClusterStorage.AddHangfire(builder.Services, arguments.GetRequiredValue(Postgres));
        builder.Services.AddChannelStatistics(ClusterPipeline.Add);
        builder.Services.AddHangfireServer(options =>
        {
            // One shard at a time: each uses all processors. Jobs of another application in the same database are not ours.
            options.WorkerCount = 1;
            options.Queues = [ChannelStatisticsJobOptions.DefaultQueue];
            options.SchedulePollingInterval = RetryPolling;
        });
        using IHost host = builder.Build();
        Terminal.WriteNote($"Worker {Environment.MachineName}:{Environment.ProcessId} waits for shards. Ctrl-C ends it.");
        await host.RunAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
