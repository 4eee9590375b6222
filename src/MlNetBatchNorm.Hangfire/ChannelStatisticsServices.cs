using Hangfire.Server;
using MlNetBatchNorm;
using MlNetBatchNorm.Cluster.Jobs;
using MlNetBatchNorm.Cluster.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers channel statistics with the services of a program that uses Hangfire.</summary>
public static class ChannelStatisticsServices
{
    /// <summary>
    /// Adds <see cref="ChannelStatisticsClient"/>, and the services that a Hangfire server in this process needs to collect shards. Hangfire itself, with
    /// its storage and server, is added by <c>AddHangfire</c> and <c>AddHangfireServer</c>. The server collects one shard at a time, in addition to its own
    /// queues, or as many as it has workers if <see cref="ChannelStatisticsJobOptions.DefaultQueue"/> is one of these.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">
    /// Adds the pipelines; null (default) if the process only submits jobs, so that its Hangfire servers, if any, collect no shards. The pipelines of
    /// several calls add up.
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
