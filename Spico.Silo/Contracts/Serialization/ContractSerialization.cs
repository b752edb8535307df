using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;

namespace Spico.Silo.Serialization;

/// <summary>Registers how the contract crosses between processes: on every silo and on every gateway.</summary>
public static class ContractSerialization
{
    /// <summary>Adds the codec of the contract's generated messages.</summary>
    public static IServiceCollection AddSpicoContractSerialization(this IServiceCollection services)
    {
        services.AddSingleton<ProtobufCodec>();
        services.AddSingleton<IGeneralizedCodec>(provider => provider.GetRequiredService<ProtobufCodec>());
        services.AddSingleton<IGeneralizedCopier>(provider => provider.GetRequiredService<ProtobufCodec>());
        services.AddSingleton<ITypeFilter>(provider => provider.GetRequiredService<ProtobufCodec>());
        services.AddSerializer(builder => builder.Configure(options =>
            options.WellKnownTypeAliases[ProtobufCodec.WellKnownAlias] = typeof(ProtobufCodec)));
        return services;
    }
}
