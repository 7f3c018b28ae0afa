"""What each role may do with an agreement, in a sentence, by where it stands."""

from funding.enums import AgreementState

#: The words of who reads; the first that holds is said.
ROLES = ("coordinator", "operator", "epci_referent", "reader")
_AS = {
    "coordinator": "En tant que coordination",
    "operator": "En tant qu’opérateur",
    "epci_referent": "En tant qu’intercommunalité",
    "reader": "En lecture",
}

_WRITES = {
    AgreementState.DRAFT: "vous complétez la convention\u00a0: ses parties, leurs signataires, ses échéances, ses "
    "articles. Elle n’est vue que de la coordination tant qu’elle n’est pas envoyée en relecture.",
    AgreementState.REVIEW: "vous recueillez les remarques des parties, article par article. Quand toutes sont "
    "traitées, préparez l’exemplaire à signer, ou renvoyez-la en correction.",
    AgreementState.CORRECTION: "vous corrigez ce qui a été demandé, puis la renvoyez en relecture.",
    AgreementState.TO_SIGN: "vous faites signer l’exemplaire par toutes les parties, puis le déposez ici avec la date "
    "de chaque signature. Son texte ne change plus.",
    AgreementState.SIGNED: "vous attendez son premier jour\u00a0: elle entre alors en vigueur d’elle-même, ou quand "
    "vous le dites.",
    AgreementState.ACTIVE: "vous suivez ses échéances, la modifiez par un avenant, et préparez sa suite avant sa fin.",
    AgreementState.ENDED: "vous pouvez la relire, et la reconduire si elle n’a pas de suite.",
    AgreementState.TERMINATED: "vous pouvez la relire. Ce qui était dû et n’est pas appelé ne l’est plus.",
}
_SIGNS = {
    AgreementState.DRAFT: "vous la verrez quand elle sera envoyée en relecture.",
    AgreementState.REVIEW: "vous pouvez lire chaque article et y laisser une remarque\u00a0; la coordination y répond.",
    AgreementState.CORRECTION: "vous pouvez suivre les corrections que la coordination y apporte.",
    AgreementState.TO_SIGN: "vous pouvez télécharger l’exemplaire, le faire signer et le renvoyer à la coordination.",
    AgreementState.SIGNED: "vous pouvez télécharger l’exemplaire signé et voir ce que vous aurez à payer, et quand.",
    AgreementState.ACTIVE: "vous pouvez suivre ses échéances et télécharger l’exemplaire signé.",
    AgreementState.ENDED: "vous pouvez la relire et télécharger l’exemplaire signé.",
    AgreementState.TERMINATED: "vous pouvez la relire et télécharger l’exemplaire signé.",
}


def help_for(role: str, state: AgreementState) -> str:
    """« En tant qu’opérateur, vous pouvez lire chaque article et y laisser une remarque… »."""
    if role == "coordinator":
        return f"{_AS[role]}, {_WRITES[state]}"
    if role == "reader":
        return f"{_AS[role]}, vous voyez où elle en est et ce qu’elle engage, sans rien modifier."
    return f"{_AS[role]}, {_SIGNS[state]}"
