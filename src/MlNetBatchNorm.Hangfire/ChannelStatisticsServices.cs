using Hangfire;
using MlNetBatchNorm;
using MlNetBatchNorm.Cluster.Jobs;
using MlNetBatchNorm.Cluster.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers channel statistics beside Hangfire.</summary>
public static class ChannelStatisticsServices
{
    /// <summary>
    /// Adds <see cref="ChannelStatisticsClient"/>, and what a Hangfire server of this process needs to collect shards. Hangfire itself, with its storage
    /// and server, is added by <c>AddHangfire</c> and <c>AddHangfireServer</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Adds the pipelines; null (default) where the process only submits jobs. Several calls add up.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">The services are null.</exception>
    public static IServiceCollection AddChannelStatistics(this IServiceCollection services, Action<ChannelStatisticsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Select(service => service.ImplementationInstance).OfType<ChannelStatisticsOptions>().FirstOrDefault() is not { } options)
        {
            options = new ChannelStatisticsOptions();
            services.AddSingleton(options);
            services.AddSingleton(provider => new JobStore(provider.GetRequiredService<JobStorage>()));
            services.AddSingleton(provider =>
                new ChannelStatisticsClient(provider.GetRequiredService<JobStore>(), provider.GetRequiredService<IBackgroundJobClient>()));
            services.AddTransient<ShardRunner>();
        }

        configure?.Invoke(options);
        return services;
    }
}
