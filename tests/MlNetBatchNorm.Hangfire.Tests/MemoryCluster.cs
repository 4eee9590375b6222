using Hangfire;
using Hangfire.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>Client and workers in this process.</summary>
internal sealed class MemoryCluster : IAsyncDisposable
{
    private readonly IHost _host;

    private MemoryCluster(IHost host) => _host = host;

    public ChannelStatisticsClient Client => _host.Services.GetRequiredService<ChannelStatisticsClient>();

    public IBackgroundJobClient Jobs => _host.Services.GetRequiredService<IBackgroundJobClient>();

    public JobStorage Storage => _host.Services.GetRequiredService<JobStorage>();

    public static async Task<MemoryCluster> Start(Action<ChannelStatisticsOptions> configure, int workers = 2)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddNoLogging();
        builder.Services.AddHangfire(configuration => configuration.UseInMemoryStorage());
        builder.Services.AddChannelStatistics(configure);
        if (workers > 0)
        {
            builder.Services.AddHangfireServer(options =>
            {
                options.WorkerCount = workers;
                options.SchedulePollingInterval = TimeSpan.FromSeconds(0.2);
                options.CancellationCheckInterval = TimeSpan.FromSeconds(0.2);
            });
        }

        IHost host = builder.Build();
        await host.StartAsync();
        return new MemoryCluster(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
