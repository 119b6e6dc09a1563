using Npgsql;
using ReferenceServer.Data;
using ReferenceServer.Hosting;
using ReferenceServer.Tools;

string role = args is [var first, ..] && !first.StartsWith('-') ? first : "worker";
if (role == "handbook")
    return await HandbookServer.RunAsync();
if (role == "api")
{
    WebApplication api = ApiHost.Build(WebApplication.CreateBuilder(args[1..]));
    await api.RunAsync();
    return 0;
}

if (role is not ("worker" or "migrate"))
{
    await Console.Error.WriteLineAsync($"there is no role `{role}`; known are `api`, `worker`, `migrate` and `handbook`");
    return 2;
}

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args[(args.Length > 0 && role == args[0] ? 1 : 0)..]);
builder.Services.AddReferenceServer(builder.Configuration);
if (role == "worker")
    builder.Services.AddRelay().AddRunWork().AddWorkerServer(builder.Configuration);
using IHost host = builder.Build();
if (role == "migrate")
{
    await ReferenceSchema.ApplyAsync(host.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
    return 0;
}

await host.RunAsync();
return 0;
