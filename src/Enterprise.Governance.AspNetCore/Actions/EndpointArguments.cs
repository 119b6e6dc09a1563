using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>Writes a request's arguments as the JSON object that policies see, approvals bind and the chain keeps.</summary>
internal static class EndpointArguments
{
    /// <summary>Writes the arguments; or says what is wrong with the request.</summary>
    internal static (ReadOnlyMemory<byte> Args, string? Problem) Write(EndpointFilterInvocationContext context, EndpointSignature signature)
    {
        HttpContext http = context.HttpContext;
        HashSet<string> names = new(StringComparer.Ordinal);
        ArrayBufferWriter<byte> args = new();
        using Utf8JsonWriter writer = new(args);
        writer.WriteStartObject();
        foreach (string name in RouteNames(http))
        {
            if (http.Request.RouteValues[name] is not { } value)
                continue;
            names.Add(name);
            writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        }

        foreach ((string key, StringValues values) in http.Request.Query)
        {
            string name = signature.QueryName(key);
            if (!names.Add(name))
                return (default, "a query value has the name of a route value");
            WriteQuery(writer, name, values);
        }

        if (signature.FindBody(http.GetEndpoint()) is { } body)
        {
            if (!names.Add(body.Name!))
                return (default, "a route or query value has the name of the body's parameter");
            WriteBody(writer, http, body, context.Arguments[body.Position]);
        }

        writer.WriteEndObject();
        writer.Flush();
        return (args.WrittenMemory, null);
    }

    private static IEnumerable<string> RouteNames(HttpContext http) =>
        http.GetEndpoint() is RouteEndpoint endpoint ? endpoint.RoutePattern.Parameters.Select(static parameter => parameter.Name) : [];

    private static void WriteQuery(Utf8JsonWriter writer, string name, StringValues values)
    {
        if (values.Count <= 1)
        {
            writer.WriteString(name, values.ToString());
            return;
        }

        writer.WriteStartArray(name);
        foreach (string? value in values)
            writer.WriteStringValue(value ?? string.Empty);
        writer.WriteEndArray();
    }

    private static void WriteBody(Utf8JsonWriter writer, HttpContext http, ParameterInfo parameter, object? value)
    {
        writer.WritePropertyName(parameter.Name!);
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        // The declared type, as the body was read by it: nothing is written that the handler does not get.
        JsonSerializerOptions options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        JsonSerializer.Serialize(writer, value, options.GetTypeInfo(parameter.ParameterType));
    }
}
