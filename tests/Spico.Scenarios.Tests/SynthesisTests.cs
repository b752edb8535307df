using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using UglyToad.PdfPig;

namespace Spico.Scenarios.Tests;

public sealed class SynthesisTests
{
    [Theory, EveryWay]
    public async Task A_member_has_a_synthesis_made_downloads_it_and_has_it_verified(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        await alice.Sends(talk, "La patiente va mieux\u00A0: œdème résorbé.");

        Synthesis synthesis = await bob.Client.MakeSynthesisAsync(talk);

        Assert.Equal(SynthesisState.Ready, synthesis.State);
        using var document = new MemoryStream();
        await bob.Client.DownloadSynthesisAsync(synthesis, document);
        using (PdfDocument pdf = PdfDocument.Open(document.ToArray()))
        {
            Assert.Contains("œdème résorbé", string.Concat(pdf.GetPages().Select(page => page.Text)));
        }

        document.Position = 0;
        VerifySynthesisResponse verified = await alice.Client.VerifySynthesisAsync(talk, document);
        Assert.True(verified.Genuine);
        Assert.Equal(bob.Person.ToByteString(), verified.By);
        document.GetBuffer()[document.Length / 2] ^= 1;
        document.Position = 0;
        Assert.False((await alice.Client.VerifySynthesisAsync(talk, document)).Genuine);
    }
}
