using Hangfire.Server;
using MlNetBatchNorm;
using MlNetBatchNorm.Cluster.Jobs;
using MlNetBatchNorm.Cluster.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers channel statistics beside Hangfire.</summary>
public static class ChannelStatisticsServices
{
    /// <summary>
    /// Adds <see cref="ChannelStatisticsClient"/>, and what a Hangfire server of this process needs to collect shards. Hangfire itself, with its storage
    /// and server, is added by <c>AddHangfire</c> and <c>AddHangfireServer</c>. The server collects one shard at a time, beside the queues that it serves
    /// anyway, or as many as it has workers where <see cref="ChannelStatisticsJobOptions.DefaultQueue"/> is one of its queues.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">
    /// Adds the pipelines; null (default) where the process only submits jobs, and its Hangfire servers, if any, collect no shards. Several calls add up.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">The services are null.</exception>
    public static IServiceCollection AddChannelStatistics(this IServiceCollection services, Action<ChannelStatisticsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Select(service => service.ImplementationInstance).OfType<ChannelStatisticsOptions>().FirstOrDefault() is not { } options)
        {
            options = new ChannelStatisticsOptions();
            services.AddSingleton(options);
            services.AddSingleton<JobStore>();
            services.AddSingleton<ShardQueue>();
            services.AddSingleton<QueueServers>();
            services.AddSingleton<JobServices>();
            services.AddSingleton(provider => new ChannelStatisticsClient(provider.GetRequiredService<JobServices>()));
            services.AddTransient<ShardRunner>();
            services.AddTransient<JobKeeper>();
        }

        if (configure is not null && services.All(service => service.ImplementationType != typeof(ShardWorker)))
            services.AddTransient<IBackgroundProcess, ShardWorker>();
        configure?.Invoke(options);
        return services;
    }
}
