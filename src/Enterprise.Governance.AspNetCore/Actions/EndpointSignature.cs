using System.IO.Pipelines;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>What a handler's parameters say about an action's arguments. Read once per endpoint.</summary>
internal sealed class EndpointSignature
{
    private static readonly Type[] Unreadable = [typeof(IFormFile), typeof(IFormFileCollection), typeof(IFormCollection), typeof(Stream), typeof(PipeReader)];

    private readonly ParameterInfo[] _parameters;
    private readonly Dictionary<string, string> _queryNames;

    private EndpointSignature(ParameterInfo[] parameters)
    {
        _parameters = parameters;
        _queryNames = new(StringComparer.OrdinalIgnoreCase);
        foreach (ParameterInfo parameter in parameters)
            _queryNames.TryAdd(Attribute<IFromQueryMetadata>(parameter)?.Name ?? parameter.Name!, Attribute<IFromQueryMetadata>(parameter)?.Name ?? parameter.Name!);
    }

    internal static EndpointSignature Read(MethodInfo method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        ParameterInfo? unreadable = parameters.FirstOrDefault(static one => Attribute<IFromFormMetadata>(one) is not null || Unreadable.Contains(one.ParameterType));
        return unreadable is null ? new EndpointSignature(parameters) : throw Ungovernable($"`{unreadable.Name}` takes the body as a form, file or stream");
    }

    /// <summary>Returns the name under which a query value is an argument: that of the parameter it binds to, which ignores case; else its own.</summary>
    internal string QueryName(string key) => _queryNames.GetValueOrDefault(key, key);

    /// <summary>Finds the parameter that takes the JSON body.</summary>
    /// <returns>The parameter, or <see langword="null"/> if the endpoint takes none.</returns>
    internal ParameterInfo? FindBody(Endpoint? endpoint)
    {
        if (_parameters.FirstOrDefault(static one => Attribute<IFromBodyMetadata>(one) is not null) is { } marked)
            return marked;
        if (endpoint?.Metadata.GetMetadata<IAcceptsMetadata>() is not { RequestType: { } type })
            return null;
        return _parameters.FirstOrDefault(one => one.ParameterType == type && !IsBoundElsewhere(one))
            ?? throw Ungovernable($"its body, a {type.Name}, is no parameter of its own");
    }

    private static bool IsBoundElsewhere(ParameterInfo parameter) => parameter.GetCustomAttributes(inherit: true).Any(static one =>
        one is IFromRouteMetadata or IFromQueryMetadata or IFromHeaderMetadata or IFromServiceMetadata or AsParametersAttribute);

    private static T? Attribute<T>(ParameterInfo parameter)
        where T : class => parameter.GetCustomAttributes(inherit: true).OfType<T>().FirstOrDefault();

    private static InvalidOperationException Ungovernable(string reason) =>
        new($"A governed endpoint's arguments must be route values, query values and a JSON body, so that policies see all of them; of this one {reason}.");
}
