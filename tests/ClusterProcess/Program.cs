using ClusterProcess;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlNetBatchNorm;

// worker CONNECTION [all]: serves until it is killed, with all pipelines or none.
// submit CONNECTION PIPELINE ARGUMENT LIST: submits the files that LIST names, prints the job's id, and waits until it is killed.
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
else
{
    builder.Services.AddChannelStatistics();
    var client = builder.Build().Services.GetRequiredService<ChannelStatisticsClient>();
    ChannelStatisticsJob job = client.Submit(
        args[2], File.ReadLines(args[4]), new ChannelStatisticsJobOptions { FilesPerShard = 20, Argument = args[3].Length == 0 ? null : args[3] });
    Console.WriteLine(job.Id);
    await job.WaitAsync();
}
