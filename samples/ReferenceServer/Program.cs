using Npgsql;
using ReferenceServer.Data;
using ReferenceServer.Hosting;
using ReferenceServer.Tools;

string role = args is [var first, ..] && !first.StartsWith('-') ? first : "worker";
if (role == "handbook")
    return await HandbookServer.RunAsync();
if (role == "api")
{
    await using WebApplication api = ApiHost.Build(WebApplication.CreateBuilder(args[1..]));
    if (await SchemaCheck.FindProblemAsync(api.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None) is { } missing)
    {
        await Console.Error.WriteLineAsync(missing);
        return 1;
    }

    await api.RunAsync();
    return 0;
}

if (role is not ("worker" or "migrate"))
{
    await Console.Error.WriteLineAsync($"there is no role `{role}`; known are `api`, `worker`, `migrate` and `handbook`");
    return 2;
}

string[] settings = args[(args.Length > 0 && role == args[0] ? 1 : 0)..];
if (role == "migrate")
{
    HostApplicationBuilder builder = Host.CreateApplicationBuilder(settings);
    builder.Services.AddReferenceServer(builder.Configuration);
    using IHost owner = builder.Build();
    await Migration.RunAsync(
        owner.Services.GetRequiredService<NpgsqlDataSource>(), (builder.Configuration["app"], builder.Configuration["refresher"], builder.Configuration["auditor"]), CancellationToken.None);
    return 0;
}

using IHost host = WorkerHost.Build(settings);
if (await SchemaCheck.FindProblemAsync(host.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None) is { } problem)
{
    await Console.Error.WriteLineAsync(problem);
    return 1;
}

await host.RunAsync();
return 0;
