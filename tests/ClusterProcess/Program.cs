using System.Globalization;
using ClusterProcess;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlNetBatchNorm;

// worker CONNECTION [all]: serves until it is killed, with all pipelines or none.
// submit CONNECTION PIPELINE ARGUMENT LIST FILES [halt]: submits the files that LIST names, FILES a shard, prints the job's id, and waits until it is
// killed; halted, it goes no further than that.
// stranger CONNECTION QUEUE: a Hangfire server of another application, which doesn't have the library's assembly.
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Services.AddHangfire(configuration => PostgresStorage.Use(configuration, args[1]));
if (args[0] == "worker")
{
    builder.Services.AddChannelStatistics(options =>
    {
        if (args is [_, _, "all"])
            Pipelines.Add(options);
    });
    builder.Services.AddHangfireServer(options =>
    {
        options.WorkerCount = 1;
        options.SchedulePollingInterval = TimeSpan.FromSeconds(0.5);
    });
    await builder.Build().RunAsync();
}
else if (args[0] == "stranger")
{
    GlobalConfiguration.Configuration.UseTypeResolver(Stranger.Resolve);
    builder.Services.AddHangfireServer(options =>
    {
        options.WorkerCount = 1;
        options.Queues = [args[2]];
        options.SchedulePollingInterval = TimeSpan.FromSeconds(0.5);
    });
    await builder.Build().RunAsync();
}
else
{
    builder.Services.AddChannelStatistics();
    var client = builder.Build().Services.GetRequiredService<ChannelStatisticsClient>();
    ChannelStatisticsJob job = client.Submit(args[2], File.ReadLines(args[4]), new ChannelStatisticsJobOptions
    {
        FilesPerShard = int.Parse(args[5], CultureInfo.InvariantCulture),
        Argument = args[3].Length == 0 ? null : args[3],
        Created = id =>
        {
            Console.WriteLine(id);
            if (args is [.., "halt"])
                Thread.Sleep(Timeout.Infinite);
        },
    });
    await job.WaitAsync();
}
