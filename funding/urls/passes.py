"""Addresses of passes, their letters and the batches for the post."""

from django.urls import path

from funding.views import batches, letters, letters_troubled, pass_public, passes

pass_patterns = [
    path("pass/envoyer/<int:pk>/", passes.pass_send, name="pass_send"),
    path("pass/lettres/<int:pk>/", letters.letter_detail, name="letter_detail"),
    path("pass/lettres/<int:pk>/lettre.pdf", letters.letter_document, name="letter_document"),
    path("pass/lettres/<int:pk>/annuler/", letters.letter_cancel, name="letter_cancel"),
    path("pass/lettres/<int:pk>/relancer/", letters.letter_retry, name="letter_retry"),
    path("pass/lettres/<int:pk>/partie/", letters.letter_confirm, name="letter_confirm"),
    path("pass/lettres/<int:pk>/renvoyer/", letters.letter_send_again, name="letter_send_again"),
    path("pass/programmes/<int:pk>/relancer/", letters_troubled.letters_retry_all, name="letters_retry_all"),
    path("pass/lots/", batches.batch_list, name="batch_list"),
    path("pass/lots/<int:pk>/", batches.batch_detail, name="batch_detail"),
    path("pass/lots/<int:pk>/fermer/", batches.batch_close, name="batch_close"),
    path("pass/lots/<int:pk>/preparer/", batches.batch_prepare, name="batch_prepare"),
    path("pass/lots/<int:pk>/lot.pdf", batches.batch_document, name="batch_document"),
    path("pass/lots/<int:pk>/bordereau.csv", batches.batch_manifest, name="batch_manifest"),
    path("pass/lots/<int:pk>/remis/", batches.batch_hand_over, name="batch_hand_over"),
    # Last: whatever else follows "pass/" is read as the code of a pass.
    path("pass/<secret:code>/", pass_public.pass_public, name="pass_public"),
]
